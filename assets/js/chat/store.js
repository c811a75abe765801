/* What this tab remembers. Where a browser gives a page of ours no storage (in a frame of another site), the page itself does,
   until it is loaded again. */
const here = new Map()

export function remember (key, value) {
  here.set(key, value)
  try { sessionStorage.setItem(key, value) } catch { /* refused: the map has it */ }
}

/* Whether a tab of this browser remembers anything when it is loaded again. */
export function isKept () {
  try { sessionStorage.setItem('kept', '1') } catch { return false }
  return true
}

export function recall (key) {
  try { return sessionStorage.getItem(key) ?? here.get(key) ?? null } catch { return here.get(key) ?? null }
}
