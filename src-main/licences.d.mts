export interface ShippedPackage {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly texts: readonly string[]
}

export function shippedPackages(folder?: string): ShippedPackage[]
export function licenceText(folder?: string): string
