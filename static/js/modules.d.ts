declare module "idiomorph" {
  export const Idiomorph: { morph(old: Element, fresh: string | Element, options?: object): void };
}
