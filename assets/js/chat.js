/* The scripts of chat, for both sides. Every page of chat works without them: forms are sent, pages load again. */
import { each } from './each.js'
import { showUnsent, startChat } from './chat/page.js'
import { startQueue } from './chat/queue.js'

each(document, '[data-chat]', (root) => startChat(root))
each(document, '[data-chat-unsent]', showUnsent)
each(document, '[data-chat-queue]', startQueue)
