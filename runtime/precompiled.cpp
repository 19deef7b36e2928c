// Holds a precompiled header that the runtime shares.
