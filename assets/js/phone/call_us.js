/* The page 'Call us': a caller without a telephone. Its number is withheld, as the exchange has none to show. */
import { openLine } from './line.js'

/* What is said in each state stands in the page. */
const SAYS = { off: 'saysOff', connecting: 'saysConnecting', on: 'saysReady', calling: 'saysCalling', talking: 'saysTalking' }

const LATE_MS = 15000

export function startCallUs (root) {
  const sound = root.querySelector('audio')
  const says = root.querySelector('[data-call-says]')
  const ring = root.querySelector('[data-call="ring"]')
  const end = root.querySelector('[data-call="end"]')
  const keys = root.querySelector('[data-call-keys]')
  let line = null
  let wantsToRing = false
  let late

  function show (now, why) {
    root.dataset.state = now
    says.textContent = root.dataset[why ? 'saysNoMicrophone' : SAYS[now]]
    clearTimeout(late)
    if (now === 'connecting') late = setTimeout(() => { says.textContent = root.dataset.saysAway }, LATE_MS)
    ring.hidden = !['off', 'on'].includes(now)
    end.hidden = ring.hidden === false || now === 'connecting'
    keys.hidden = now !== 'talking'
    if (now === 'on' && wantsToRing) {
      wantsToRing = false
      line.ring('call')
    }
  }

  async function begin () {
    wantsToRing = true
    if (line) return show('on')
    show('connecting')
    const form = new FormData()
    form.set('csrfmiddlewaretoken', root.querySelector('[name=csrfmiddlewaretoken]').value)
    const answer = await fetch(root.dataset.signOn, { method: 'POST', body: form }).catch(() => null)
    if (!answer?.ok) {
      show('off')
      says.textContent = root.dataset.saysAway
      return
    }
    const told = await answer.json()
    queueMicrotask(() => { line = openLine(told, { answers: false, sound, changed: (...now) => queueMicrotask(() => show(...now)) }) })
  }

  ring.addEventListener('click', begin)
  end.addEventListener('click', () => line?.hangUp())
  keys.addEventListener('click', (event) => { if (event.target.dataset.key) line?.keys(event.target.dataset.key) })
  window.addEventListener('pagehide', () => line?.close())
  root.hidden = false
  root.line = () => line // for tests
  show('off')
}
