/* Warns before leaving a form marked data-unsaved with words in it that have not been sent. */
import { each } from './each.js'

const changed = new Set()

window.addEventListener('beforeunload', (event) => {
  // Leaving quickly, by the button or three presses of Shift, is never held up.
  if (document.body.classList.contains('govuk-exit-this-page-hide-content')) return
  if ([...changed].some((form) => form.isConnected)) event.preventDefault()
})

export function markSaved (form) { changed.delete(form) }

function watch (form) {
  form.addEventListener('input', () => changed.add(form))
  form.addEventListener('submit', () => changed.delete(form))
}

export function startUnsaved (scope) {
  each(scope, 'form[data-unsaved]', watch)
}
