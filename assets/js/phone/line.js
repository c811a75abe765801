/* A telephone line in the browser: SIP over a socket, speech over WebRTC. One call at a time. */
import JsSIP from 'jssip'

const SPEECH = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [], rtcpMuxPolicy: 'require' } }

/* changed(state, why): off, connecting, on, ringing, calling, talking; out: the secret does not count any more. `sound` is the element that speaks. */
export function openLine ({ address, name, secret }, { answers, sound, changed: tell }) {
  let call = null
  let isClosed = false
  const changed = (...now) => { if (!isClosed) tell(...now) } // what a line does while it ends is nobody's state any more
  const host = new URL(address).hostname
  const agent = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(address)],
    uri: `sip:${name}@${host}`,
    authorization_user: name,
    password: secret,
    register: answers,
    register_expires: 120,
    session_timers: false,
    user_agent: 'browser'
  })
  const resting = () => changed(agent.isConnected() && (!answers || agent.isRegistered()) ? 'on' : 'connecting')

  agent.on('connecting', () => { if (!call) changed('connecting') })
  agent.on('connected', () => { if (!call) resting() })
  agent.on('registered', () => { if (!call) resting() })
  agent.on('disconnected', () => { if (!call) changed('connecting') })
  agent.on('registrationFailed', ({ cause }) => {
    const isOut = cause === JsSIP.C.causes.AUTHENTICATION_ERROR || cause === JsSIP.C.causes.REJECTED
    if (!call) changed(isOut ? 'out' : 'connecting', cause)
  })
  agent.on('newRTCSession', ({ originator, session }) => {
    if (call) {
      session.terminate({ status_code: 486 })
      return
    }
    call = session
    const hear = (connection) => connection.addEventListener('track', (event) => {
      sound.srcObject = event.streams[0] ?? new MediaStream([event.track])
    })
    if (session.connection) hear(session.connection)
    else session.on('peerconnection', (event) => hear(event.peerconnection))
    changed(originator === 'remote' ? 'ringing' : 'calling')
    session.on('accepted', () => changed('talking'))
    const over = ({ cause } = {}) => {
      if (call !== session) return
      call = null
      sound.srcObject = null
      resting()
      if (cause === 'User Denied Media Access') changed('on', cause)
    }
    session.on('ended', over)
    session.on('failed', over)
  })
  changed('connecting')
  agent.start()

  return {
    answer: () => call?.answer(SPEECH),
    ring: (target) => agent.call(`sip:${target}@${host}`, SPEECH),
    hangUp: () => call?.terminate(),
    hold: (isHeld) => isHeld ? call?.hold() : call?.unhold(),
    mute: (isMuted) => isMuted ? call?.mute({ audio: true }) : call?.unmute({ audio: true }),
    pass: (target) => {
      const passed = call
      // Once the other end has answered, whoever passed on ends their part, as SIP asks (RFC 5589): the exchange may wait for it.
      passed?.refer(`sip:${target}@${host}`, { eventHandlers: { accepted: () => { if (call === passed) passed.terminate() } } })
    },
    keys: (keys) => call?.sendDTMF(keys, { duration: 100, interToneGap: 120 }),
    register: () => agent.register(), // for tests: it does so by itself
    connection: () => call?.connection,
    close: () => {
      isClosed = true
      agent.stop()
    }
  }
}
