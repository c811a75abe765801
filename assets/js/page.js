/* What public and desk pages share: GOV.UK behaviours, the guard's help, type-ahead, warnings about unsaved words. */
import {
  Accordion, Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, FileUpload, NotificationBanner,
  PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs, createAll
} from 'govuk-frontend'
import { startGuards } from './guard.js'
import { startTypeaheads } from './typeahead.js'
import { startUnsaved } from './unsaved.js'

const govuk = [
  Accordion, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, FileUpload, NotificationBanner,
  PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs
]

export function startPage (scope = document) {
  govuk.forEach((component) => createAll(component, undefined, scope))
  createAll(Button, { preventDoubleClick: true }, scope)
  startGuards(scope)
  startTypeaheads(scope)
  startUnsaved(scope)
}
