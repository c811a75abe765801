/* The list of who waits: fetched again when it changed, the keyboard's place kept. */
import { alertPerson, soundButton } from './alerts.js'
import { keepSocket } from './socket.js'

export function startQueue (region) {
  let newest = Number(region.dataset.newest)
  document.querySelectorAll('[data-chat-sound]').forEach(soundButton)

  async function again () {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null)
    if (!answer?.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(region.id)
    if (!fresh) return
    const held = region.contains(document.activeElement) ? document.activeElement.id : ''
    region.replaceChildren(...fresh.childNodes)
    if (held) document.getElementById(held)?.focus()
  }

  keepSocket(region.dataset.chatQueue, {
    hello: () => ({ type: 'hello', token: region.dataset.token, after: 0 }),
    changed: () => {},
    heard: (frame) => {
      if (frame.type !== 'queue') return
      if (frame.newest > newest) alertPerson()
      newest = Math.max(newest, frame.newest)
      again()
    }
  })
}
