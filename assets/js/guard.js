/* As-you-type help over a guarded text area. The server checks again when the text is saved; this only shows sooner.
   GET-free: the text is posted, with the form's own CSRF token, to data-guard-url and answered
   {"findings": [{"start", "end", "text", "reason", "rewording"}]}, or {"problem": words} with or without findings. */
import { each } from './each.js'

const PAUSE_MS = 700

function element (name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

function replacement (area, finding) {
  const at = area.value.slice(finding.start, finding.end) === finding.text ? finding.start : area.value.indexOf(finding.text)
  if (at < 0) return
  area.setRangeText(finding.rewording, at, at + finding.text.length, 'end')
  area.dispatchEvent(new Event('input', { bubbles: true }))
  area.focus()
}

function draw (region, area, findings, problem) {
  const said = problem ? [element('p', 'al-guard__clear', problem)] : []
  if (!findings.length) {
    region.replaceChildren(...said)
    return
  }
  const box = element('div', 'al-findings')
  box.append(element('p', 'al-findings__title', region.dataset.guardTitle))
  const list = element('ul', 'al-findings__list')
  for (const finding of findings) {
    const item = element('li', 'al-findings__item')
    const seen = element('p')
    seen.append(element('mark', '', finding.text), ` ${finding.reason}`)
    item.append(seen)
    if (finding.rewording) {
      const button = element('button', 'govuk-button govuk-button--secondary', `Use ‘${finding.rewording}’ instead`)
      button.type = 'button'
      button.append(element('span', 'govuk-visually-hidden', ` of ‘${finding.text}’`))
      button.addEventListener('click', () => replacement(area, finding))
      item.append(button)
    }
    list.append(item)
  }
  box.append(list)
  region.replaceChildren(...said, box)
}

function guard (area) {
  const region = document.getElementById(area.dataset.guardRegion)
  const token = area.form?.querySelector('[name=csrfmiddlewaretoken]')?.value ?? ''
  let asking
  let due
  let asked = area.value

  async function ask () {
    if (area.value === asked) return
    asked = area.value
    asking?.abort()
    asking = new AbortController()
    try {
      const answer = await fetch(area.dataset.guardUrl, {
        method: 'POST',
        headers: { 'X-CSRFToken': token, Accept: 'application/json' },
        body: new URLSearchParams({ text: area.value }),
        signal: asking.signal
      })
      const body = await answer.json().catch(() => ({}))
      if (body.findings || body.problem) draw(region, area, body.findings ?? [], body.problem)
    } catch (problem) {
      if (problem.name !== 'AbortError') region.replaceChildren(element('p', 'al-guard__clear', region.dataset.guardAway))
    }
  }

  area.addEventListener('input', () => {
    clearTimeout(due)
    due = setTimeout(ask, PAUSE_MS)
  })
}

export function startGuards (scope) {
  each(scope, 'textarea[data-guard-url]', guard)
}
