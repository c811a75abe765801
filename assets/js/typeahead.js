/* A text box and a search button become a list that fills as you type. data-typeahead-url is asked ?q=… and answers
   {"results": [{"value", "label", "detail"}]}; the value goes into the hidden field named by data-typeahead-value. */
import accessibleAutocomplete from 'accessible-autocomplete'
import { each } from './each.js'

const PAUSE_MS = 200

function enhance (holder) {
  const input = holder.querySelector('input[type=text], input[type=search]')
  const value = document.getElementById(holder.dataset.typeaheadValue)
  const place = document.createElement('div')
  const known = new Map()
  let due
  let asking
  place.className = 'al-typeahead__field'
  input.replaceWith(place)
  const describedBy = input.getAttribute('aria-describedby')

  accessibleAutocomplete({
    element: place,
    id: input.id,
    name: input.name,
    defaultValue: input.value,
    minLength: 2,
    confirmOnBlur: false,
    displayMenu: 'overlay',
    showNoOptionsFound: true,
    tNoResults: () => holder.dataset.typeaheadNone || 'No match. You can carry on with what you typed.',
    inputClasses: 'govuk-input',
    templates: {
      inputValue: (label) => label || '',
      suggestion: (label) => {
        const text = document.createElement('span')
        text.textContent = known.get(label)?.detail ? `${label}, ${known.get(label).detail}` : label
        return text.innerHTML
      }
    },
    source: (query, show) => {
      if (value && known.get(query)?.value !== value.value) value.value = ''
      clearTimeout(due)
      due = setTimeout(async () => {
        asking?.abort()
        asking = new AbortController()
        try {
          const url = new URL(holder.dataset.typeaheadUrl, window.location.href)
          url.searchParams.set('q', query)
          const answer = await fetch(url, { headers: { Accept: 'application/json' }, signal: asking.signal })
          const results = answer.ok ? (await answer.json()).results : []
          results.forEach((result) => known.set(result.label, result))
          // A list that opens after the person went on would cover what they went on to.
          if (place.contains(document.activeElement)) show(results.map((result) => result.label))
        } catch (problem) {
          if (problem.name !== 'AbortError') show([])
        }
      }, PAUSE_MS)
    },
    onConfirm: (label) => {
      if (value && label) {
        value.value = known.get(label)?.value ?? ''
        value.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }
  })
  const made = document.getElementById(input.id)
  if (made && describedBy) made.setAttribute('aria-describedby', `${describedBy} ${made.getAttribute('aria-describedby') ?? ''}`.trim())
  holder.querySelector('[data-typeahead-search]')?.setAttribute('hidden', '')
}

export function startTypeaheads (scope) {
  each(scope, '[data-typeahead-url]', enhance)
}
