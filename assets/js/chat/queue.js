/* A page of who waits, or how it goes: fetched again when it changed and now and then, the keyboard's place kept. */
import { alertPerson, alertButtons } from './alerts.js'
import { keepSocket } from './socket.js'

const BREATH_MS = 1500
const LINE_BREATH_MS = 100
const LONGEST_MS = 10000
const WHOLE_EVERY_MS = 15000

export function startQueue (region) {
  let newest = Number(region.dataset.newest)
  let due
  let dueAt = Infinity
  let fetched = 0
  let isFetching = false
  let wholeAt = 0
  let wanted
  alertButtons()

  /* One at a time: what changes meanwhile is asked for when this one is there. */
  async function again () {
    dueAt = Infinity
    fetched = Date.now()
    isFetching = true
    await show().catch(() => {})
    isFetching = false
    if (wanted !== undefined) soon(wanted)
  }

  /* The part alone, where the server has it so; now and then the whole page, for what stands in its head. */
  async function show () {
    const headers = { Accept: 'text/html' }
    if (fetched - wholeAt < WHOLE_EVERY_MS) headers['X-Part'] = region.id
    else wholeAt = fetched
    const answer = await fetch(location.href, { headers, signal: AbortSignal.timeout(LONGEST_MS) })
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(region.id)
    if (!fresh) return
    const held = region.contains(document.activeElement) ? document.activeElement.id : ''
    region.replaceChildren(...fresh.childNodes)
    if (held) document.getElementById(held)?.focus()
    const state = document.getElementById('my-state')
    const now = page.getElementById('my-state')
    if (state && now && !state.open && !state.contains(document.activeElement)) state.replaceChildren(...now.childNodes)
    tell()
  }

  /* To who listens rather than looks: only what changed, and only how many wait. */
  function tell () {
    const line = document.querySelector('[data-queue-said]')
    const says = region.querySelector('[data-queue-says]')?.textContent
    if (line && says && line.textContent !== says) line.textContent = says
  }

  /* However much happens at once, the page is asked for once in a breath. */
  function soon (breath = BREATH_MS) {
    if (isFetching) {
      wanted = Math.min(wanted ?? Infinity, breath)
      return
    }
    wanted = undefined
    const at = Math.max(Date.now(), fetched + breath)
    if (at >= dueAt) return
    clearTimeout(due)
    dueAt = at
    due = setTimeout(again, at - Date.now())
  }

  keepSocket(region.dataset.chatQueue, {
    hello: () => ({ type: 'hello', token: region.dataset.token, after: 0, watch: region.dataset.watch }),
    changed: () => {},
    heard: (frame) => {
      if (frame.type === 'line') soon(LINE_BREATH_MS)
      if (frame.type !== 'queue') return
      if (frame.newest > newest) alertPerson()
      newest = Math.max(newest, frame.newest)
      soon()
    }
  })
  if (region.dataset.againSeconds) setInterval(() => soon(), Number(region.dataset.againSeconds) * 1000)
}
