/* The desk's scripts: what public pages have, and quicker ways to work. */
import htmx from 'htmx.org/dist/htmx.esm.js'
import { startAutosave } from './autosave.js'
import { startColumns } from './columns.js'
import { startDialling } from './dialling.js'
import { startKeys } from './keys.js'
import { startMapSeen } from './map_seen.js'
import { startPage } from './page.js'
import { startRota } from './rota.js'
import { startSelectWords } from './select_words.js'
import { startTheme } from './theme.js'

Object.assign(htmx.config, { allowEval: false, allowScriptTags: false, includeIndicatorStyles: false, selfRequestsOnly: true, historyCacheSize: 0 })

function start (scope) {
  startPage(scope)
  startAutosave(scope)
  startColumns(scope)
  startDialling(scope)
  startMapSeen(scope)
  startRota(scope)
  startSelectWords(scope)
}

start(document)
startKeys()
startTheme()
document.addEventListener('adviceline:shown', (event) => start(event.target))
document.body.addEventListener('htmx:load', (event) => { if (event.target !== document.body) start(event.target) })
