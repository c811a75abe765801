/* The enquiry page's columns: on a narrow screen the in-page links become tabs. */
import { each } from './each.js'

const wide = window.matchMedia('(min-width: 75em)')

function columns (holder) {
  const list = holder.querySelector('.al-columns__tabs')
  const tabs = [...list.querySelectorAll('.al-columns__tab')]
  const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)))
  let chosen = Math.max(0, holding(window.location.hash))

  // The panel that is, or holds, what a #fragment names; -1 for none.
  function holding (hash) {
    const target = hash.length > 1 && document.getElementById(hash.slice(1))
    return target ? panels.findIndex((panel) => panel.contains(target)) : -1
  }

  function choose (index, focus = false) {
    chosen = index
    tabs.forEach((tab, i) => {
      tab.setAttribute('aria-selected', String(i === index))
      tab.tabIndex = i === index ? 0 : -1
      panels[i].hidden = i !== index
    })
    if (focus) tabs[index].focus()
  }

  function layOut () {
    if (wide.matches) {
      list.removeAttribute('role')
      tabs.forEach((tab, i) => {
        ['role', 'aria-selected', 'aria-controls', 'tabindex'].forEach((name) => tab.removeAttribute(name))
        tab.parentElement.removeAttribute('role')
        panels[i].removeAttribute('role')
        panels[i].hidden = false
      })
      return
    }
    list.setAttribute('role', 'tablist')
    tabs.forEach((tab, i) => {
      tab.setAttribute('role', 'tab')
      tab.setAttribute('aria-controls', panels[i].id)
      tab.parentElement.setAttribute('role', 'presentation')
      panels[i].setAttribute('role', 'tabpanel')
    })
    choose(chosen)
  }

  tabs.forEach((tab, i) => {
    tab.addEventListener('click', (event) => {
      if (wide.matches) return
      event.preventDefault()
      choose(i)
    })
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (step && !wide.matches) choose((i + step + tabs.length) % tabs.length, true)
    })
  })
  // A link to something inside a folded panel, such as 'what is missing', opens that panel first.
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"]')
    if (!link || wide.matches || tabs.includes(link)) return
    const index = holding(link.hash)
    if (index >= 0) choose(index)
  })
  wide.addEventListener('change', layOut)
  layOut()
}

export function startColumns (scope) {
  each(scope, '.al-columns', columns)
}
