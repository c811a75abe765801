/* Warns before leaving a form marked data-unsaved with words in it that have not been sent. */
const changed = new Set()

window.addEventListener('beforeunload', (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault()
})

export function markSaved (form) { changed.delete(form) }

export function startUnsaved (scope) {
  scope.querySelectorAll('form[data-unsaved]').forEach((form) => {
    form.addEventListener('input', () => changed.add(form))
    form.addEventListener('submit', () => changed.delete(form))
  })
  // Leaving quickly matters more than words in a box.
  scope.querySelectorAll('.govuk-js-exit-this-page-button').forEach((link) => link.addEventListener('click', () => changed.clear()))
}
