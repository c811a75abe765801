/* A number that is dialled by its link is written down as an attempt at the same press. Without scripts the button beside it
   does so. */
import { each } from './each.js'

function startLink (link) {
  link.addEventListener('click', () => {
    const form = document.querySelector(`form[action="${link.dataset.alsoSend}"]`)
    if (!form || link.dataset.sent) return
    link.dataset.sent = 'yes'
    const body = new FormData(form)
    body.set('own', 'on')
    fetch(link.dataset.alsoSend, { method: 'POST', body, keepalive: true, redirect: 'manual' })
  })
}

export function startDialling (scope) {
  each(scope, '[data-also-send]', startLink)
}
