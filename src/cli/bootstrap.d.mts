/** Folder of the repository. */
export declare const ROOT: string;

/** Sends what the programs that are run here print to standard error, so that standard output holds the result only. */
export declare function keepOutputClean(): void;

/** Runs a program in the repository with this terminal's input and output; whether it ended well. */
export declare function run(command: string, args: readonly string[]): boolean;

/** Whether node_modules holds what package-lock.json asks for; packages for other platforms may be missing. */
export declare function isInstalled(root: string): boolean;

/** Installs the locked packages when they are not there; ends the program when that fails. */
export declare function ensureInstalled(): void;

/** Whether the built app is missing or older than what it is built from. */
export declare function isBuildStale(root: string): boolean;

/** Builds the app when it is missing or older than its sources; ends the program when that fails. */
export declare function ensureBuilt(): void;
