/* A page that is left ends its call. So the forms of a state are sent from where they stand, and the page shows what came of it. */
export function stayOnPage () {
  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('#phone form, #my-state form')
    if (!form) return
    event.preventDefault()
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form, event.submitter) }).catch(() => null)
    const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : '', 'text/html')
    const said = page.querySelector('.al-flash')?.textContent.trim() ?? 'That could not be said just now. Try again.'
    document.querySelector('[data-phone-said]').textContent = said
    for (const id of ['phone', 'my-state']) {
      const fresh = page.getElementById(id)
      const focused = document.activeElement?.id
      if (fresh) document.getElementById(id).replaceChildren(...fresh.childNodes)
      if (focused) document.getElementById(focused)?.focus()
    }
    document.getElementById('my-state').open = false
  })
}
