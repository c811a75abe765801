/* Words marked in an element with data-select-into are put, at the press of a button, on a line of the text box it names.
   Without this, they are copied or typed there. */
import { each } from './each.js'

const LONGEST = 200

function offer (text) {
  const box = document.getElementById(text.dataset.selectInto)
  if (!box) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'govuk-button govuk-button--secondary'
  button.textContent = text.dataset.selectButton
  const says = document.createElement('p')
  says.className = 'al-muted'
  says.setAttribute('role', 'status')
  text.after(button, says)

  button.addEventListener('click', () => {
    const chosen = document.getSelection()
    const words = chosen && text.contains(chosen.anchorNode) && text.contains(chosen.focusNode)
      ? chosen.toString().replace(/\s+/g, ' ').trim().slice(0, LONGEST)
      : ''
    if (!words) { says.textContent = 'Mark some words in the message first.'; return }
    const lines = box.value.split('\n').filter((line) => line.trim())
    if (!lines.includes(words)) lines.push(words)
    box.value = lines.join('\n')
    box.dispatchEvent(new Event('input', { bubbles: true }))
    says.textContent = 'Added to the words to take out.'
  })
}

export function startSelectWords (scope) {
  each(scope, '[data-select-into]', offer)
}
