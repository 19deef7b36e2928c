// Holds the precompiled header that the compiler and its tests share.
