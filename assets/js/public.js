/* The public site's scripts. Every page works without them. */
import { startPage } from './page.js'

startPage()
document.addEventListener('adviceline:shown', (event) => startPage(event.target))
