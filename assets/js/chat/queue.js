/* A page of who waits, or how it goes: fetched again when it changed and now and then, the keyboard's place kept. */
import { alertPerson, alertButtons } from './alerts.js'
import { keepSocket } from './socket.js'

const BREATH_MS = 1500

export function startQueue (region) {
  let newest = Number(region.dataset.newest)
  let due
  let fetched = 0
  alertButtons()

  async function again () {
    fetched = Date.now()
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null)
    if (!answer?.ok) return
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
  function soon () {
    if (due) return
    due = setTimeout(() => { due = undefined; again() }, Math.max(0, BREATH_MS - (Date.now() - fetched)))
  }

  keepSocket(region.dataset.chatQueue, {
    hello: () => ({ type: 'hello', token: region.dataset.token, after: 0 }),
    changed: () => {},
    heard: (frame) => {
      if (frame.type !== 'queue') return
      if (frame.newest > newest) alertPerson()
      newest = Math.max(newest, frame.newest)
      soon()
    }
  })
  if (region.dataset.againSeconds) setInterval(soon, Number(region.dataset.againSeconds) * 1000)
}
