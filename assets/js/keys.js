/* Keys of the desk: / to search by reference; on a queue j and k move, Enter opens, c claims. Never while typing. */
function typing (target) {
  return target.closest?.('input, textarea, select, [contenteditable]')
}

function move (rows, step) {
  const now = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)]
  next?.querySelector('[data-queue-open]')?.focus()
}

export function startKeys () {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
    if (event.key === '/') {
      const search = document.querySelector('[data-search]')
      if (search) { event.preventDefault(); search.focus(); search.select() }
      return
    }
    const rows = [...document.querySelectorAll('[data-queue-row]')]
    if (!rows.length) return
    if (event.key === 'j') move(rows, 1)
    if (event.key === 'k') move(rows, -1)
    if (event.key === 'c') {
      const claim = document.activeElement.closest?.('[data-queue-row]')?.querySelector('[data-queue-claim]')
      if (claim) { event.preventDefault(); claim.click() }
    }
  })
}
