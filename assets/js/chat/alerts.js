/* What draws attention to a page that nobody looks at: its title, and a sound if the person wants one. */
const KEY = 'chat-sound'
const title = document.title
let unseen = 0
let audio

function wantsSound () {
  return localStorage.getItem(KEY) === 'on'
}

export function alertPerson () {
  if (document.hidden) document.title = `(${++unseen}) ${title}`
  if (wantsSound()) beep()
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

/* A button that is there for scripts only: sound on or off, remembered by this browser. */
export function soundButton (button) {
  const show = () => { button.setAttribute('aria-pressed', String(wantsSound())) }
  button.hidden = false
  button.addEventListener('click', () => {
    localStorage.setItem(KEY, wantsSound() ? 'off' : 'on')
    if (wantsSound()) beep()
    show()
  })
  show()
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  unseen = 0
  document.title = title
})
