/* A chat's page. What is sent is held here until it comes back with its number: only then is it kept. */
import { alertButtons, alertPerson } from './alerts.js'
import { keepSocket, newId } from './socket.js'
import { recall, remember } from './store.js'

const TYPING_MS = 3000
const TYPING_SHOWN_MS = 5000
const AGAIN_MS = 3000
const LEAVES_MS = 5000
const OURS = 'service'
/* What happened after which the page has another box to write in, or none. */
const CHANGES_BOX = { staff: /^(taken|transferred|ended_)/, enquirer: /^ended_/ }

const storeOf = (place) => `chat:${place.dataset.side}:${place.dataset.store}`
const draftOf = (store, isWhisper) => `${store}:${isWhisper ? 'whisper' : 'draft'}` // a whisper never becomes a message

function element (name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

async function fetched () {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } })
  return new DOMParser().parseFromString(await answer.text(), 'text/html')
}

/* Whoever is typing when the page is loaded again goes on typing on the new one. */
const heldPlace = (store) => `${store}:place`

/* loadAgain(): shows the page anew, where it has another box to write in, or none. fetchPage(): the page as it is now, for
   the parts that change beside the messages. Answers what ends the page's socket. */
export function startChat (root, loadAgain = () => location.reload(), fetchPage = fetched) {
  const words = (name) => root.dataset[`words${name}`] ?? ''
  const staff = root.dataset.side === 'staff'
  const log = root.querySelector('[role=log]')
  const line = root.querySelector('[data-chat-line]')
  const state = root.querySelector('[data-chat-state]')
  const typing = root.querySelector('[data-chat-typing]')
  const refused = root.querySelector('[data-chat-refused]')
  const form = root.querySelector('form[id=write]')
  const area = form?.querySelector('textarea')
  const store = storeOf(root)
  const box = draftOf(store, form?.querySelector('[data-chat-whisper]'))
  const pending = new Map(JSON.parse(recall(store) ?? '[]'))
  let last = Number(root.dataset.last)
  let wasAway = false
  let typed = 0
  let typingOver
  let isOver = false
  let isAnswered = staff || log.querySelector('.al-chat__message--theirs') !== null

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
        leave()
      }
      if (frame.seq <= last) return
      last = frame.seq
      typing.textContent = ''
      add(frame)
      if (frame.from === OURS) change(frame.code ?? '')
      else if (frame.from === 'adviser' && !isAnswered) {
        isAnswered = true
        renew('answered')
      }
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

  /* What happened changes what stands beside the messages, or whether there is anything to write in. */
  function change (code) {
    if (CHANGES_BOX[staff ? 'staff' : 'enquirer'].test(code)) {
      isOver = true
      leave()
      setTimeout(() => leave(true), LEAVES_MS)
    } else renew(code)
  }

  /* Not before it is known what became of all that was sent. What is being written comes back on the new page. */
  function leave (anyway = false) {
    if (!isOver || (pending.size && !anyway)) return
    isOver = false
    if (area && document.activeElement === area) remember(heldPlace(store), 'yes')
    loadAgain()
  }

  /* The box and whoever types in it are left alone. */
  async function renew (code) {
    const parts = [...document.querySelectorAll('[data-chat-part]')]
      .filter((part) => part.dataset.chatPart.split(' ').some((start) => code.startsWith(start)))
    if (!parts.length) return
    let page
    try {
      page = await fetchPage()
    } catch {
      setTimeout(() => renew(code), AGAIN_MS)
      return
    }
    if (!page.querySelector('[role=log]')) loadAgain() // the chat is this page's no more
    else parts.forEach((part) => put(part, page))
  }

  function put (part, page) {
    const held = part.contains(document.activeElement)
    part.replaceChildren(...(page.getElementById(part.id)?.childNodes ?? []))
    part.dispatchEvent(new CustomEvent('adviceline:shown', { bubbles: true }))
    if (held) (area ?? log).focus()
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
    leave()
    const why = element('div', 'al-findings')
    why.append(element('p', 'al-findings__title', frame.words))
    if (frame.reason === 'identifying' && !staff) {
      const button = element('button', 'govuk-button govuk-button--secondary', 'Send it with these words blanked out')
      button.type = 'button'
      button.addEventListener('click', () => sendTyped({ blank: true }))
      why.append(button)
    }
    refused.replaceChildren(why)
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

  const keepDraft = () => remember(box, area.value)

  alertButtons()
  root.querySelectorAll('noscript').forEach((note) => note.remove())
  const waiting = element('div', 'al-chat__pending')
  waiting.dataset.chatPending = ''
  log.after(waiting)
  showPending()
  log.scrollTop = log.scrollHeight
  if (area) {
    const draft = recall(box) ?? ''
    if (!area.value.includes(draft.trim())) area.value = draft ? `${draft.trimEnd()}\n\n${area.value}`.trim() : area.value
    else if (!area.value) area.value = draft
    if (/[?&](paragraph|put)=/.test(location.search)) { // put in once: not again whenever the page is loaded
      keepDraft()
      history.replaceState(history.state, '', location.pathname + location.hash)
    }
    if (recall(heldPlace(store)) === 'yes') {
      area.focus()
      area.setSelectionRange(area.value.length, area.value.length)
    }
    remember(heldPlace(store), '')
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

/* A chat that ended before all was sent: what this tab still holds, so that nobody believes that it was read. */
export function showUnsent (place) {
  const store = storeOf(place)
  const held = JSON.parse(recall(store) ?? '[]').map(([, said]) => said.text)
  const drafts = [false, true].map((isWhisper) => (recall(draftOf(store, isWhisper)) ?? '').trim())
  const texts = [...held, ...drafts].filter(Boolean)
  place.append(...texts.map((text) => element('p', 'al-chat__text', text)))
  place.hidden = texts.length === 0
  const log = place.closest('.al-chat').querySelector('[role=log]')
  log.scrollTop = log.scrollHeight
}
