mod reference;
mod worlds;
