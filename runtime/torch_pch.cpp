// Holds the precompiled header that the runtime shares.
