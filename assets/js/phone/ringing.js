/* What draws attention to a call: two soft notes now and then, and the page's title. */
const title = document.title
let again
let audio

export function startRinging () {
  if (again) return
  document.title = `Call ringing – ${title}`
  note()
  again = setInterval(note, 3000)
}

export function stopRinging () {
  clearInterval(again)
  again = undefined
  document.title = title
}

function note () {
  audio ??= new AudioContext()
  for (const [pitch, after] of [[520, 0], [660, 0.35]]) {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0.1, audio.currentTime + after)
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + after + 0.6)
    tone.connect(volume).connect(audio.destination)
    tone.start(audio.currentTime + after)
    tone.stop(audio.currentTime + after + 0.6)
  }
}
