/* Calls made(element) once for each element that matches, the scope itself included: fragments swapped in by htmx are scopes too. */
const done = new WeakMap()

export function each (scope, selector, made) {
  const found = [...scope.querySelectorAll(selector)]
  if (scope.matches?.(selector)) found.unshift(scope)
  for (const element of found) {
    const seen = done.get(element) ?? new Set()
    if (seen.has(made)) continue
    done.set(element, seen.add(made))
    made(element)
  }
}
