/* Chat in a frame of another site. The pages are those of our own site: asked for without cookies, with a header that names the
   chat, and shown in this one main. Its token stays in this tab's storage of the frame, which browsers keep apart for each
   site that shows it; where they give none, in the frame's own address, behind the #. */
import { showUnsent, startChat } from './chat/page.js'
import { isKept, recall, remember } from './chat/store.js'
import { startPage } from './page.js'

const HEADER = 'X-Chat-Embedded'
const NEW = 'new'
const KEY = 'chat-embedded'
const main = document.querySelector('[data-embedded]')
const line = document.querySelector('[data-embedded-line]')
const home = main.dataset.embedded
let token = recall(KEY) || decodeURIComponent(location.hash.slice(1)) || NEW
let stop = () => {}

function keep (given) {
  token = given
  remember(KEY, token)
  history.replaceState(null, '', `#${encodeURIComponent(token)}`)
}

/* The page at that address, without what is for browsers that run no script. */
async function fetched (address, sent) {
  const answer = await fetch(address, { ...sent, credentials: 'omit', headers: { [HEADER]: token, Accept: 'text/html' } })
  if (answer.headers.has(HEADER)) keep(answer.headers.get(HEADER))
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  page.querySelectorAll('noscript').forEach((note) => note.remove())
  return page
}

async function show (address, sent) {
  let page
  try {
    page = await fetched(address, sent)
  } catch {
    line.textContent = line.dataset.away
    return
  }
  line.textContent = isKept() ? '' : line.dataset.stays
  const fresh = page.querySelector('main')
  if (!fresh) return
  stop()
  main.replaceChildren(...fresh.childNodes)
  document.title = page.title
  ready(main)
  main.querySelectorAll('[data-chat-unsent]').forEach(showUnsent)
  const chat = main.querySelector('[data-chat]')
  const talk = `${home}/talk`
  stop = chat ? startChat(chat, () => show(talk), () => fetched(talk)) : () => {}
  return true
}

function ready (part) {
  part.querySelectorAll('a[href]').forEach((link) => {
    if (isOurs(link) || link.getAttribute('href').startsWith('#')) return
    link.target = '_blank'
    link.rel = 'noopener'
  })
  startPage(part)
}

/* Another page of chat: shown here. Whatever else is opened beside the site that shows us. */
const isOurs = (link) => link.origin === location.origin && (link.pathname === home || link.pathname.startsWith(`${home}/`))

async function goOn (address, sent) {
  if (!await show(address, sent)) return
  const first = main.querySelector('[role=alert]') ?? main.querySelector('textarea') ?? main
  if (first.getAttribute('role') === 'alert') first.tabIndex = -1
  first.focus()
}

main.addEventListener('adviceline:shown', (event) => ready(event.target))
main.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]')
  if (!link || link.target || !isOurs(link) || link.hash) return
  event.preventDefault()
  goOn(link.href)
})
main.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return
  event.preventDefault()
  const form = event.target
  const fields = new FormData(form, event.submitter)
  const isMultipart = form.enctype === 'multipart/form-data'
  goOn(form.action, { method: 'POST', body: isMultipart ? fields : new URLSearchParams(fields) })
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') parent.postMessage({ adviceline: 'close' }, '*')
})
show(token === NEW ? home : `${home}/talk`)
