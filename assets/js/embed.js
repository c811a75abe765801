/* The one line on another site: <script src="https://…/static/ui/embed.js" async></script>
   A button that opens chat in a sandboxed frame of ours. It reads nothing of the page that it stands in, sets no cookie, and
   works under that page's own content policy if it lets this script and our frame in (no inline style or script). */
(() => {
  const script = document.currentScript
  const base = new URL(script.src).origin
  const OPEN = 'adviceline-chat-open'
  const words = {
    open: script.dataset.label || 'Chat with an adviser',
    close: 'Close the chat',
    exit: 'Exit this page'
  }
  const exit = script.dataset.exit || 'https://www.bbc.co.uk/weather'
  const teal = '#0e5c61'

  function made (name, style, properties = {}) {
    const element = document.createElement(name)
    Object.assign(element.style, { boxSizing: 'border-box', font: '600 17px/1.3 system-ui, -apple-system, "Segoe UI", Arial, sans-serif' }, style)
    return Object.assign(element, properties)
  }

  function remember (value) {
    try { sessionStorage.setItem(OPEN, value) } catch { /* then it is closed on the next page */ }
  }

  function wasOpen () {
    try { return sessionStorage.getItem(OPEN) === '1' } catch { return false }
  }

  const button = (style, text) => {
    const element = made('button', { minHeight: '44px', padding: '8px 16px', border: '2px solid transparent', borderRadius: '6px', cursor: 'pointer', ...style }, { type: 'button', textContent: text })
    element.addEventListener('focus', () => { element.style.outline = '3px solid #ffdd00'; element.style.outlineOffset = '2px' })
    element.addEventListener('blur', () => { element.style.outline = '' })
    return element
  }

  const launcher = button({ position: 'fixed', right: '16px', bottom: '16px', zIndex: 2147483000, color: '#fff', backgroundColor: teal, boxShadow: '0 2px 8px rgba(0,0,0,.3)' }, words.open)
  const panel = made('section', {
    position: 'fixed', right: '0', bottom: '0', zIndex: 2147483001, display: 'none', flexDirection: 'column', width: 'min(420px, 100vw)',
    height: 'min(680px, 100dvh)', backgroundColor: '#fff', border: `2px solid ${teal}`, borderRadius: '8px 8px 0 0', overflow: 'hidden'
  })
  panel.id = 'adviceline-chat'
  panel.setAttribute('aria-label', words.open)
  launcher.setAttribute('aria-expanded', 'false')
  launcher.setAttribute('aria-controls', panel.id)
  const bar = made('div', { display: 'flex', gap: '8px', justifyContent: 'space-between', padding: '6px', backgroundColor: teal })
  const leave = button({ color: '#fff', backgroundColor: '#a3241c' }, words.exit)
  const shut = button({ color: teal, backgroundColor: '#fff' }, words.close)
  bar.append(leave, shut)
  panel.append(bar)
  let frame

  function open (isAsked) {
    if (!frame) {
      frame = made('iframe', { flex: '1', width: '100%', border: '0' }, { title: words.open, referrerPolicy: 'no-referrer' })
      frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox')
      frame.src = `${base}/chat/embedded`
      panel.append(frame)
    }
    panel.style.display = 'flex'
    launcher.style.display = 'none'
    launcher.setAttribute('aria-expanded', 'true')
    remember('1')
    if (isAsked) frame.focus()
  }

  function close () {
    panel.style.display = 'none'
    launcher.style.display = ''
    launcher.setAttribute('aria-expanded', 'false')
    remember('0')
    launcher.focus()
  }

  launcher.addEventListener('click', () => open(true))
  shut.addEventListener('click', close)
  leave.addEventListener('click', () => {
    document.documentElement.style.display = 'none'
    location.replace(exit)
  })
  panel.addEventListener('keydown', (event) => { if (event.key === 'Escape') close() })
  window.addEventListener('message', (event) => {
    if (event.origin === base && frame && event.source === frame.contentWindow && event.data?.adviceline === 'close') close()
  })
  const begin = () => {
    document.body.append(launcher, panel)
    if (wasOpen()) open(false)
  }
  if (document.body) begin()
  else document.addEventListener('DOMContentLoaded', begin)
})()
