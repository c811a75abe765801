/* One socket that comes again by itself: after a lost network, a server that was started anew, a computer that slept. */
const HERE_MS = 20000
const ANSWER_MS = 10000
const LONGEST_WAIT_MS = 8000
const REFUSED = 1008

/* hello(): the first frame. heard(frame): each that comes. changed(isOpen, isRefused): the connection came or went. */
export function keepSocket (path, { hello, heard, changed }) {
  let socket
  let tries = 0
  let coming
  let here
  let answer
  let stopped = false

  function connect () {
    clearTimeout(coming)
    clearTimeout(answer)
    answer = setTimeout(() => socket.close(), ANSWER_MS) // a connection that is never made is given up too
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`)
    socket.addEventListener('open', () => {
      send(hello())
      here = setInterval(() => {
        send({ type: 'here' })
        answer ??= setTimeout(() => socket.close(), ANSWER_MS)
      }, HERE_MS)
    })
    socket.addEventListener('message', (event) => {
      clearTimeout(answer)
      answer = undefined
      const frame = JSON.parse(event.data)
      if (frame.type === 'ready') {
        tries = 0
        changed(true, false)
      }
      heard(frame)
    })
    socket.addEventListener('close', (event) => {
      if (event.target !== socket) return // another took its place
      clearInterval(here)
      clearTimeout(answer)
      answer = undefined
      changed(false, event.code === REFUSED)
      if (stopped || event.code === REFUSED) return
      const wait = Math.min(LONGEST_WAIT_MS, 400 * 2 ** tries++)
      coming = setTimeout(connect, wait / 2 + Math.random() * wait / 2)
    })
  }

  function send (frame) {
    if (socket.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(frame))
    return true
  }

  /* Begin again: the other end sends what this one does not have. */
  const again = () => socket.close()

  function stop () {
    stopped = true
    clearTimeout(coming)
    window.removeEventListener('online', online)
    socket.close()
  }

  function online () {
    tries = 0
    if (socket.readyState === WebSocket.OPEN) send({ type: 'here' })
    else if (socket.readyState === WebSocket.CONNECTING) socket.close()
    else connect()
  }
  window.addEventListener('online', online)
  connect()
  return { send, again, stop }
}

export function newId () {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
