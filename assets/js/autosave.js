/* Sends a form marked data-autosave a moment after each change and says so in its [data-saved] line. The server answers
   {"saved": "Saved at 10:42am", "version": …}; 409 means that somebody else changed it, 422 that it was refused and why. */
import { each } from './each.js'
import { markSaved } from './unsaved.js'

const PAUSE_MS = 1500

// A chosen file is sent by its own button, not each time that somebody pauses.
function withoutFiles (form) {
  const data = new FormData(form)
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
  return data
}

function autosave (form) {
  const says = document.getElementById(form.dataset.saved) ?? form.querySelector('[data-saved-line]')
  const version = form.querySelector('[name=version]')
  let due
  let sending = false
  let again = false

  function say (text, problem = false) {
    if (!says) return
    says.textContent = text
    says.classList.toggle('al-saved--problem', problem)
  }

  async function save () {
    if (sending) { again = true; return }
    sending = true
    say('Saving…')
    try {
      const answer = await fetch(form.dataset.autosave || form.action, {
        method: 'POST', body: withoutFiles(form), headers: { Accept: 'application/json' }
      })
      const body = await answer.json().catch(() => ({}))
      if (answer.ok) {
        if (version && body.version !== undefined) version.value = body.version
        if (!again) markSaved(form)
        say(body.saved || 'Saved')
      } else {
        say(body.problem || 'Not saved yet. Your words are still here: use the Save button.', true)
      }
    } catch {
      say('Not saved: the connection was lost. Your words are still here.', true)
    } finally {
      sending = false
      if (again) { again = false; save() }
    }
  }

  form.addEventListener('input', () => { clearTimeout(due); due = setTimeout(save, PAUSE_MS) })
  form.addEventListener('submit', () => clearTimeout(due))
}

export function startAutosave (scope) {
  each(scope, 'form[data-autosave]', autosave)
}
