/* An adviser's telephone in the browser. What the exchange knows of the call is the page's own part and comes from the server. */
import { openLine } from './line.js'
import { startRinging, stopRinging } from './ringing.js'

const SAYS = {
  off: 'This browser is not a telephone yet.',
  connecting: 'Connecting to the exchange.',
  on: 'Signed on. Calls ring here while you are ready.',
  ringing: 'A call is ringing.',
  calling: 'Calling.',
  talking: 'You are talking.'
}
/* Which buttons there are in which state. */
const SHOWN = {
  off: ['on'], connecting: ['off'], on: ['off'], ringing: ['answer', 'hang-up'], calling: ['hang-up'],
  talking: ['hold', 'mute', 'hang-up']
}
const KEYS = { a: 'answer', h: 'hold', m: 'mute', e: 'hang-up' }

export function startSoftphone (root) {
  const sound = root.querySelector('audio')
  const says = root.querySelector('[data-phone-says]')
  const buttons = Object.fromEntries([...root.querySelectorAll('[data-phone]')].map((each) => [each.dataset.phone, each]))
  const passing = root.querySelector('[data-phone-passing]')
  const dialling = root.querySelector('[data-phone-dialling]')
  let line = null
  let state = 'off'

  function show (now, why) {
    if (now === 'out') {
      does.off()
      says.textContent = 'This browser is not a telephone any more: another one was signed on, or the day is over. Sign on again.'
      return
    }
    state = now
    root.dataset.state = now
    says.textContent = why ? `${SAYS[now]} (${why})` : SAYS[now]
    for (const [name, button] of Object.entries(buttons)) button.hidden = !SHOWN[now].includes(name)
    passing.hidden = now !== 'talking'
    dialling.hidden = now !== 'on'
    if (now !== 'talking') {
      press('hold', false)
      press('mute', false)
      together(false)
    }
    if (now === 'ringing') startRinging()
    else stopRinging()
  }

  function press (name, isPressed) {
    buttons[name].setAttribute('aria-pressed', String(isPressed))
  }

  function together (isThere) {
    for (const each of root.querySelectorAll('[data-phone-together]')) each.hidden = !isThere
    for (const each of root.querySelectorAll('[data-phone-alone]')) each.hidden = isThere
  }

  const toggle = (name, does) => {
    const isPressed = buttons[name].getAttribute('aria-pressed') !== 'true'
    press(name, isPressed)
    does(isPressed)
  }

  /* The page opened again in this tab is the telephone again. */
  const remember = (isOn) => { try { sessionStorage.setItem('telephone', isOn ? 'on' : '') } catch { /* then it is asked again */ } }
  const remembered = () => { try { return sessionStorage.getItem('telephone') === 'on' } catch { return false } }

  async function signOn () {
    show('connecting')
    remember(true)
    const form = new FormData()
    form.set('csrfmiddlewaretoken', root.querySelector('[name=csrfmiddlewaretoken]').value)
    const answer = await fetch(root.dataset.signOn, { method: 'POST', body: form }).catch(() => null)
    if (!answer?.ok) return show('off', 'it could not be signed on')
    line = openLine(await answer.json(), { answers: true, sound, changed: show })
  }

  const chosen = () => root.querySelector('[data-phone-to]').value
  const does = {
    on: signOn,
    off: () => { line?.close(); line = null; remember(false); show('off') },
    answer: () => line.answer(),
    'hang-up': () => line.hangUp(),
    hold: () => toggle('hold', line.hold),
    mute: () => toggle('mute', line.mute),
    pass: () => line.pass(chosen()),
    bring: () => { line.keys(`*2${chosen()}`); together(true) },
    join: () => line.keys('*3'),
    back: () => { line.keys('*1'); together(false) },
    dial: () => {
      const number = root.querySelector('[data-phone-number]').value.replace(/[^0-9*]/g, '')
      if (number) line.ring(number)
    }
  }
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-phone], [data-phone-does]')
    if (button) does[button.dataset.phone ?? button.dataset.phoneDoes]()
  })
  document.addEventListener('keydown', (event) => {
    const name = event.altKey && !event.ctrlKey && !event.metaKey ? KEYS[event.key.toLowerCase()] : undefined
    if (!name || buttons[name].hidden) return
    event.preventDefault()
    does[name]()
  })
  window.addEventListener('beforeunload', (event) => { if (['ringing', 'calling', 'talking'].includes(state)) event.preventDefault() })
  window.addEventListener('pagehide', () => line?.close())
  root.hidden = false
  root.line = () => line // for tests
  show('off')
  if (remembered()) signOn()
}
