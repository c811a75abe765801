/* A chat's page. What is sent is held here until it comes back with its number: only then is it kept. */
import { alertButtons, alertPerson } from './alerts.js'
import { keepSocket, newId } from './socket.js'
import { recall, remember } from './store.js'

const TYPING_MS = 3000
const TYPING_SHOWN_MS = 5000
const AGAIN_MS = 3000
const OURS = 'service'

function element (name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

/* loadAgain(): shows the page anew, where it has other buttons now. Answers what ends the page's socket. */
export function startChat (root, loadAgain = () => location.reload()) {
  const words = (name) => root.dataset[`words${name}`] ?? ''
  const staff = root.dataset.side === 'staff'
  const log = root.querySelector('[role=log]')
  const line = root.querySelector('[data-chat-line]')
  const state = root.querySelector('[data-chat-state]')
  const typing = root.querySelector('[data-chat-typing]')
  const refused = root.querySelector('[data-chat-refused]')
  const form = root.querySelector('form[id=write]')
  const area = form?.querySelector('textarea')
  const store = `chat:${root.dataset.side}:${root.dataset.store}`
  const pending = new Map(JSON.parse(recall(store) ?? '[]'))
  let last = Number(root.dataset.last)
  let wasAway = false
  let typed = 0
  let typingOver

  const hold = () => remember(store, JSON.stringify([...pending]))
  const shownTime = (at) => new Date(at).toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true, timeZone: 'Europe/London' }).replace(' ', '').replace(':00', '')

  function kindOf (frame) {
    if (frame.from === OURS) return 'ours'
    if (frame.from === 'whisper') return 'whisper'
    return (frame.from === 'enquirer') === !staff ? 'own' : 'theirs'
  }

  function nameOf (frame, kind) {
    if (frame.from === OURS) return 'Us'
    if (kind === 'whisper') return `${frame.name}, to the adviser only`
    if (frame.from === 'enquirer') return staff ? 'The enquirer' : 'You'
    return frame.name || 'An adviser'
  }

  /* The enquirer's name is in no message: see rules.py. */
  const named = (text) => root.dataset.name ? text.replaceAll('[your name]', root.dataset.name) : text

  function add (frame) {
    const kind = kindOf(frame)
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120
    const message = element('div', `al-chat__message al-chat__message--${kind}`)
    message.dataset.seq = frame.seq
    const head = element('p', 'al-chat__head')
    const time = element('time', '', shownTime(frame.at))
    time.dateTime = frame.at
    head.append(element('span', 'al-chat__who', nameOf(frame, kind)), ' ', time)
    message.append(head, element('p', 'al-chat__text', named(frame.text)))
    log.append(message)
    if (atEnd || kind === 'own') log.scrollTop = log.scrollHeight
    if (kind === 'theirs' || (staff && kind === 'whisper')) alertPerson()
  }

  function heard (frame) {
    if (frame.type === 'message') {
      if (frame.id && pending.delete(frame.id)) {
        hold()
        showPending()
      }
      if (frame.seq <= last) return
      last = frame.seq
      typing.textContent = ''
      add(frame)
      if (changesPage(frame)) loadAgain()
    } else if (frame.type === 'refused') {
      refuse(frame)
    } else if (frame.type === 'place') {
      const first = frame.place === 1 ? words('PlaceFirst') : words('Place').replace('{place}', frame.place)
      const minutes = frame.minutes === 1 ? 'one minute' : `${frame.minutes} minutes`
      state.textContent = `${first} ${frame.minutes === null ? words('NoMinutes') : words('AboutMinutes').replace('{minutes}', minutes)}`
    } else if (frame.type === 'typing') {
      typing.textContent = words('Typing')
      clearTimeout(typingOver)
      typingOver = setTimeout(() => { typing.textContent = '' }, TYPING_SHOWN_MS)
    } else if (frame.type === 'here') {
      if (frame.last > last) again()
    } else if (frame.type === 'error') {
      line.textContent = frame.words
    } else if (frame.type === 'ready') {
      pending.forEach((said, id) => say(id, said))
    }
  }

  /* The page has other buttons then. What is being written, and what is not kept yet, comes back on the new one. */
  function changesPage (frame) {
    return frame.from === OURS && /^(taken|transferred|ended_|confidence_|file_)/.test(frame.code ?? '')
  }

  function say (id, said) {
    send({ type: 'say', id, text: said.text, blank: Boolean(said.blank), whisper: Boolean(said.whisper) })
  }

  function begin (said) {
    const id = newId()
    pending.set(id, said)
    hold()
    showPending()
    say(id, said)
  }

  function showPending () {
    const waiting = root.querySelector('[data-chat-pending]')
    waiting.replaceChildren(...[...pending.values()].map((said) => element('p', 'al-chat__text', said.text)))
    waiting.hidden = pending.size === 0
  }

  function refuse (frame) {
    const said = pending.get(frame.id)
    line.textContent = frame.again ? frame.words : ''
    if (!said) return
    if (frame.again) {
      setTimeout(() => { if (pending.has(frame.id)) say(frame.id, said) }, AGAIN_MS)
      return
    }
    pending.delete(frame.id)
    hold()
    showPending()
    if (!area) {
      refused.replaceChildren(element('p', '', frame.words))
      return
    }
    area.value = area.value ? `${said.text}\n${area.value}` : said.text
    keepDraft()
    const box = element('div', 'al-findings')
    box.append(element('p', 'al-findings__title', frame.words))
    if (frame.reason === 'identifying' && !staff) {
      const button = element('button', 'govuk-button govuk-button--secondary', 'Send it with these words blanked out')
      button.type = 'button'
      button.addEventListener('click', () => sendTyped({ blank: true }))
      box.append(button)
    }
    refused.replaceChildren(box)
    area.dispatchEvent(new Event('input', { bubbles: true })) // the help as one types names each word, with a rewording
    area.focus()
  }

  function sendTyped (how = {}) {
    const text = area.value.trim()
    if (!text) return
    const whisper = Boolean(form.querySelector('[data-chat-whisper]'))
    refused.replaceChildren()
    area.value = ''
    keepDraft()
    area.dispatchEvent(new Event('input', { bubbles: true }))
    begin({ text, whisper, ...how })
    area.focus()
  }

  const keepDraft = () => remember(`${store}:draft`, area.value)

  alertButtons()
  root.querySelectorAll('noscript').forEach((note) => note.remove())
  const waiting = element('div', 'al-chat__pending')
  waiting.dataset.chatPending = ''
  log.after(waiting)
  showPending()
  log.scrollTop = log.scrollHeight
  if (area) {
    const draft = recall(`${store}:draft`) ?? ''
    if (!area.value.includes(draft.trim())) area.value = draft ? `${draft.trimEnd()}\n\n${area.value}`.trim() : area.value
    else if (!area.value) area.value = draft
    // Not on 'submit': a second press within a second would be held back as one of a double click.
    form.querySelector('button[type=submit]').addEventListener('click', (event) => {
      event.preventDefault()
      sendTyped()
    })
    form.append(element('p', 'al-muted', words('Enter')))
    area.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      sendTyped()
    })
    area.addEventListener('input', () => {
      keepDraft()
      if (!area.value || Date.now() - typed < TYPING_MS) return
      typed = Date.now()
      send({ type: 'typing' })
    })
  }
  const { send, again, stop } = keepSocket(root.dataset.chat, {
    hello: () => ({ type: 'hello', token: root.dataset.token, after: last }),
    heard,
    changed: (isOpen, isRefused) => {
      if (isRefused) return
      line.textContent = isOpen ? (wasAway ? words('Back') : '') : words('Away')
      wasAway = !isOpen
    }
  })
  return stop
}
