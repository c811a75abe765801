/* What draws attention to a page that nobody looks at: its title, and a sound. Each person switches them on and off by the
   buttons that are there for scripts only; this browser remembers it. */
const title = document.title
let unseen = 0
let audio

/* By name: whether it is on until somebody says otherwise. */
const ALERTS = { sound: false, title: true }

const key = (name) => `chat-${name}`
const usual = (name) => ALERTS[name] ? 'on' : 'off'

function wants (name) {
  try { return (localStorage.getItem(key(name)) ?? usual(name)) === 'on' } catch { return usual(name) === 'on' }
}

export function alertPerson () {
  if (document.hidden) {
    unseen++
    showTitle()
  }
  if (wants('sound')) beep()
}

function showTitle () {
  document.title = unseen && wants('title') ? `(${unseen}) ${title}` : title
}

function beep () {
  audio ??= new AudioContext()
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = 660
  volume.gain.setValueAtTime(0.12, audio.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4)
  tone.connect(volume).connect(audio.destination)
  tone.start()
  tone.stop(audio.currentTime + 0.4)
}

export function alertButtons () {
  document.querySelectorAll('[data-chat-alert]').forEach((button) => {
    const name = button.dataset.chatAlert
    const show = () => { button.setAttribute('aria-pressed', String(wants(name))) }
    button.hidden = false
    button.addEventListener('click', () => {
      localStorage.setItem(key(name), wants(name) ? 'off' : 'on')
      if (name === 'sound' && wants(name)) beep()
      showTitle()
      show()
    })
    show()
  })
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  unseen = 0
  showTitle()
})
