/* A page that is left ends its call. So the forms of a state are sent from where they stand, and the page shows what came of it. */
export function stayOnPage () {
  const region = document.getElementById('phone')
  const saying = document.querySelector('[data-phone-said]')
  const shown = () => region.querySelector('[data-my-state]')?.dataset.myState
  let before
  let after

  /* What was said of a state goes with that state. A part that was asked for before the form was sent shows the one before. */
  new MutationObserver(() => {
    if (![before, after].includes(shown())) saying.textContent = ''
  }).observe(region, { childList: true })

  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('#phone form, #my-state form')
    if (!form) return
    event.preventDefault()
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form, event.submitter) }).catch(() => null)
    const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : '', 'text/html')
    const said = page.querySelector('.al-flash')?.textContent.trim() ?? 'That could not be said just now. Try again.'
    before = shown()
    for (const id of ['phone', 'my-state']) {
      const fresh = page.getElementById(id)
      const focused = document.activeElement?.id
      if (fresh) document.getElementById(id).replaceChildren(...fresh.childNodes)
      if (focused) document.getElementById(focused)?.focus()
    }
    after = shown()
    saying.textContent = said
    document.getElementById('my-state').open = false
  })
}
