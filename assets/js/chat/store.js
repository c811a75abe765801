/* What this tab remembers. Where a browser gives a page of ours no storage (in a frame of another site), the page itself does,
   until it is loaded again. */
const here = new Map()

export function remember (key, value) {
  here.set(key, value)
  try { sessionStorage.setItem(key, value) } catch { /* refused: the map has it */ }
}

export function recall (key) {
  try { return sessionStorage.getItem(key) ?? here.get(key) ?? null } catch { return here.get(key) ?? null }
}
