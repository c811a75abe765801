/* Light, dark or as the machine: shown at once; the form beside it keeps the choice in a cookie. */
export function startTheme () {
  document.querySelectorAll('form[data-theme-form]').forEach((form) => {
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      const choice = new FormData(form, event.submitter)
      document.documentElement.dataset.theme = choice.get('theme')
      form.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', String(button === event.submitter)))
      await fetch(form.action, { method: 'POST', body: choice })
    })
  })
}
