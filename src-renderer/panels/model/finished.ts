/** What a form says: an entry of the model, or what is missing before it is one, in words. */
export type Finished<Entry> = { readonly entry: Entry } | { readonly missing: string }
