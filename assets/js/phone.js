/* Telephones in the browser: an adviser's, and the page 'Call us'. */
import { startCallUs } from './phone/call_us.js'
import { startSoftphone } from './phone/softphone.js'
import { stayOnPage } from './phone/staying.js'
import { each } from './each.js'

each(document, '[data-softphone]', (root) => { startSoftphone(root); stayOnPage() })
each(document, '[data-call-us]', startCallUs)
