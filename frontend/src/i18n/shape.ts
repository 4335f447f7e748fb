/** The same keys with any text: a translation that misses or invents a key does not compile. */
export type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };
