declare module "katex/contrib/render-a11y-string" {
  export default function renderA11yString(tex: string): string;
}
