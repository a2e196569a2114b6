/** A map that makes what is missing, and beyond a number of entries gives one shared entry for all the rest. */
export class BoundedMap<T> {
  private readonly entries = new Map<string, T>();
  private overflow: T | undefined;

  constructor(
    private readonly most: number,
    private readonly make: (name: string) => T,
    private readonly overflowName: string,
  ) {}

  get(name: string): T {
    const known = this.entries.get(name);
    if (known !== undefined) {
      return known;
    }
    if (this.entries.size < this.most) {
      const made = this.make(name);
      this.entries.set(name, made);
      return made;
    }
    this.overflow ??= this.make(this.overflowName);
    return this.overflow;
  }

  /** In the order in which they were made, the shared one last. */
  values(): readonly T[] {
    return this.overflow === undefined ? [...this.entries.values()] : [...this.entries.values(), this.overflow];
  }
}
