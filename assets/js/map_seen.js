/* The drawing of a map can be moved and made larger, and the search marks what it finds as one types. Without scripts the
   drawing scrolls, its size is a link and the search is a form. */
import { each } from './each.js'

const SIZES = [0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1, 1.25, 1.5, 2, 3]
const LEAST_DRAG = 4

function startDrawing (root) {
  const view = root.querySelector('[data-map-view]')
  const svg = view?.querySelector('svg')
  if (!svg) return
  const box = svg.viewBox.baseVal
  const now = root.querySelector('[data-zoom-now]')
  let size = Number(view.dataset.zoomStart) / 100

  /* Keeps the point (x, y) of the view where it is; the middle, unless told. */
  function resize (wanted, x = view.clientWidth / 2, y = view.clientHeight / 2) {
    const next = Math.min(Math.max(wanted, SIZES[0]), SIZES[SIZES.length - 1])
    const left = (view.scrollLeft + x) / size
    const top = (view.scrollTop + y) / size
    size = next
    svg.setAttribute('width', box.width * size)
    svg.setAttribute('height', box.height * size)
    view.scrollLeft = left * size - x
    view.scrollTop = top * size - y
    if (now) now.textContent = `${Math.round(size * 100)}%`
  }

  const larger = () => resize(SIZES.find((one) => one > size + 0.01) ?? size)
  const smaller = () => resize(SIZES.findLast((one) => one < size - 0.01) ?? size)
  const whole = () => resize(Math.min(view.clientWidth / box.width, view.clientHeight / box.height))
  const actions = { in: larger, out: smaller, actual: () => resize(1), whole }

  const tools = root.querySelector('[data-map-tools]')
  tools.replaceChildren(...[['out', 'Smaller'], ['in', 'Larger'], ['actual', 'Full size'], ['whole', 'Show all']].map(([name, words]) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'govuk-button govuk-button--secondary'
    button.textContent = words
    button.addEventListener('click', actions[name])
    return button
  }), now)
  root.querySelector('[data-map-help]')?.removeAttribute('hidden')

  view.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = { '+': larger, '=': larger, '-': smaller, 0: actions.actual, f: whole, F: whole }[event.key]
    if (!action) return
    event.preventDefault()
    action()
  })
  view.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    const at = view.getBoundingClientRect()
    resize(size * Math.exp(-event.deltaY / 400), event.clientX - at.left, event.clientY - at.top)
  }, { passive: false })
  startDragging(view)

  const boxes = new Map([...svg.querySelectorAll('[data-place]')].map((one) => [one.dataset.place, one]))
  const links = [...svg.querySelectorAll('.al-drawn__link')]
  function light (place) {
    links.forEach((link) => link.classList.toggle('is-lit', link.dataset.from === place))
  }
  function centre (one) {
    const at = one.getBoundingClientRect()
    const around = view.getBoundingClientRect()
    view.scrollLeft += at.left + at.width / 2 - around.left - around.width / 2
    view.scrollTop += at.top + at.height / 2 - around.top - around.height / 2
  }
  boxes.forEach((one, place) => {
    one.addEventListener('focus', () => { light(place); if (one.matches(':focus-visible')) centre(one) })
    one.addEventListener('mouseenter', () => light(place))
    one.addEventListener('click', (event) => { event.preventDefault(); goTo(root, place) })
  })
  root.querySelectorAll('[data-show]').forEach((link) => link.addEventListener('click', (event) => {
    const one = boxes.get(link.dataset.show)
    if (!one) return
    event.preventDefault()
    view.scrollIntoView({ block: 'nearest' })
    one.focus({ preventScroll: true })
    centre(one)
  }))
  const first = root.querySelector('.is-found[data-place]') ?? svg.querySelector('[data-place]')
  if (first) { centre(boxes.get(first.dataset.place)); if (!root.querySelector('.is-found')) view.scrollTop = 0 }
  startSearch(root, boxes, (place) => centre(boxes.get(place)))
}

/* The place in the outline, with the focus on it, so that a screen reader reads it and Back comes back. */
function goTo (root, place) {
  const entry = document.getElementById(`place-${place}`)
  if (!entry) return
  history.pushState(null, '', `#place-${place}`)
  entry.focus({ preventScroll: true })
  entry.scrollIntoView({ block: 'nearest' })
}

function startDragging (view) {
  let from = null
  let dragged = false
  view.classList.add('is-movable')
  view.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return
    from = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop }
    dragged = false
  })
  window.addEventListener('pointermove', (event) => {
    if (!from) return
    const x = event.clientX - from.x
    const y = event.clientY - from.y
    if (!dragged && Math.hypot(x, y) < LEAST_DRAG) return
    dragged = true
    view.classList.add('is-moving')
    view.scrollLeft = from.left - x
    view.scrollTop = from.top - y
  })
  window.addEventListener('pointerup', () => { from = null; view.classList.remove('is-moving') })
  view.addEventListener('dragstart', (event) => event.preventDefault())
  // Letting go after a drag is not a click on the box that happens to be there.
  view.addEventListener('click', (event) => { if (dragged) { event.preventDefault(); event.stopPropagation(); dragged = false } }, true)
}

function startSearch (root, boxes, show) {
  const input = root.querySelector('[data-map-search]')
  const status = root.querySelector('[data-map-found]')
  if (!input) return
  const entries = [...root.querySelectorAll('.al-outline__place')]
  const texts = entries.map((entry) => entry.dataset.words)
  let found = []
  let next = 0
  let due
  let last = null
  function filter () {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean)
    last = input.value
    found = []
    next = 0
    entries.forEach((entry, index) => {
      const holds = wanted.length > 0 && wanted.every((word) => texts[index].includes(word))
      entry.classList.toggle('is-found', holds)
      boxes.get(entry.dataset.place)?.classList.toggle('is-found', holds)
      if (holds) found.push(entry.dataset.place)
    })
    root.querySelector('.al-mapfound__list')?.remove()
    clearTimeout(due)
    due = setTimeout(() => {
      status.textContent = !wanted.length ? '' : found.length ? `${found.length} of ${entries.length} places hold ‘${input.value.trim()}’. Enter goes to ${found.length === 1 ? 'it' : 'the first'}.` : `Nothing holds ‘${input.value.trim()}’. Try a shorter word.`
    }, 300)
  }
  input.addEventListener('input', filter)
  input.form.addEventListener('submit', (event) => {
    if (!input.value.trim()) return
    event.preventDefault()
    if (input.value !== last) filter()
    if (!found.length) return
    const place = found[next % found.length]
    next += 1
    show(place)
    goTo(root, place)
  })
}

export function startMapSeen (scope) {
  each(scope, '[data-map-seen]', startDrawing)
}
