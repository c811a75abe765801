/* Builds adviceline/ui/static/ui from assets/ and node_modules. `--watch` builds again when a source changes. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = join(root, 'adviceline/ui/static/ui')

/** One palette for Sass, charts and the contrast test: the JSON beside the Python that reads it. */
async function paletteImporter () {
  const palette = JSON.parse(await readFile(join(root, 'adviceline/ui/palette.json'), 'utf8'))
  const map = (name, colours) =>
    `$${name}: (${Object.entries(colours).map(([key, value]) => `"${key}": ${value}`).join(', ')});`
  return {
    canonicalize: (url) => (url === 'adviceline:palette' ? new URL(url) : null),
    load: () => ({ contents: map('light', palette.light) + map('dark', palette.dark), syntax: 'scss' })
  }
}

async function styles () {
  const { css } = await sass.compileAsync(join(root, 'assets/scss/app.scss'), {
    loadPaths: [join(root, 'node_modules')],
    importers: [await paletteImporter()],
    quietDeps: true,
    style: 'compressed'
  })
  await writeFile(join(out, 'app.css'), css)
}

async function scripts () {
  await esbuild.build({
    entryPoints: ['early', 'public', 'desk', 'chat', 'embedded', 'embed', 'phone'].map((name) => join(root, `assets/js/${name}.js`)),
    bundle: true,
    format: 'esm',
    legalComments: 'none',
    minify: true,
    outdir: out,
    target: ['es2020']
  })
}

/** The type face of printed returns: theirs, so that a return is set alike on every machine. */
async function fonts () {
  const from = join(root, 'node_modules/@fontsource/source-sans-3')
  const into = join(out, 'fonts')
  await mkdir(into, { recursive: true })
  const faces = ['latin', 'latin-ext', 'greek', 'cyrillic'].flatMap((script) =>
    [400, 600].map((weight) => `source-sans-3-${script}-${weight}-normal.woff2`))
  await Promise.all([
    ...faces.map((face) => cp(join(from, 'files', face), join(into, face))),
    cp(join(from, 'LICENSE'), join(into, 'LICENSE'))
  ])
}

async function build () {
  const started = performance.now()
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await Promise.all([styles(), scripts(), fonts(), cp(join(root, 'assets/images'), join(out, 'images'), { recursive: true })])
  console.log(`Built style sheet and scripts in ${Math.round(performance.now() - started)} ms`)
}

await build()
if (process.argv.includes('--watch')) {
  let due
  watch(join(root, 'assets'), { recursive: true }, () => {
    clearTimeout(due)
    due = setTimeout(() => build().catch((error) => console.error(error.message)), 100)
  })
}
