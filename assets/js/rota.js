/* A shift is dragged to another day of the same adviser: the form on the shift's own page is filled in and sent, as it would
   be by hand. Without this, it is typed there. */
import { each } from './each.js'

async function move (shift, day) {
  const answer = await fetch(shift, { credentials: 'same-origin' })
  const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null
  const form = page && page.getElementById('move-shift')
  if (!form) { window.location.assign(shift); return }
  const [year, month, date] = day.split('-')
  for (const [part, value] of [['day', date], ['month', month], ['year', year]]) {
    form.querySelector(`[name="move-day-${part}"]`).value = String(Number(value))
  }
  form.hidden = true
  document.body.append(document.adoptNode(form))
  form.submit()
}

function startTable (table) {
  let dragged = null
  for (const shift of table.querySelectorAll('[data-shift]')) {
    shift.draggable = true
    for (const link of shift.querySelectorAll('a')) link.draggable = false
    shift.addEventListener('dragstart', (event) => {
      dragged = shift
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', shift.dataset.shift)
    })
    shift.addEventListener('dragend', () => { dragged = null })
  }
  for (const cell of table.querySelectorAll('td[data-day]')) {
    const takes = () => {
      const home = dragged && dragged.closest('td')
      return home && home !== cell && home.dataset.adviser === cell.dataset.adviser
    }
    cell.addEventListener('dragover', (event) => {
      if (!takes()) return
      event.preventDefault()
      cell.classList.add('is-over')
    })
    cell.addEventListener('dragleave', () => cell.classList.remove('is-over'))
    cell.addEventListener('drop', (event) => {
      cell.classList.remove('is-over')
      if (!takes()) return
      event.preventDefault()
      move(dragged.dataset.shift, cell.dataset.day)
    })
  }
}

export function startRota (scope) {
  each(scope, '[data-rota]', startTable)
}
