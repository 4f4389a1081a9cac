"""What thinks: chat models run by llama.cpp in this process, embedders run in the `index` child."""
