// Made by `cargo xtask tokens` from tokens/tokens.toml: change that.

/// How verdicts look, sound and feel.
public enum Tokens {
  public static let cautionBack: UInt32 = 0xFFD60A
  public static let cautionText: UInt32 = 0x000000
  public static let noBack: UInt32 = 0x7A0019
  public static let noText: UInt32 = 0xFFFFFF
  public static let okBack: UInt32 = 0x14A38B
  public static let okText: UInt32 = 0x000000
  public static let sameBack: UInt32 = 0x5B6770
  public static let sameText: UInt32 = 0xFFFFFF
  public static let cautionSound: [(hertz: Int, ms: Int)] = [(hertz: 660, ms: 180)]
  public static let noSound: [(hertz: Int, ms: Int)] = [(hertz: 330, ms: 160), (hertz: 0, ms: 60), (hertz: 330, ms: 260)]
  public static let okSound: [(hertz: Int, ms: Int)] = [(hertz: 1320, ms: 120)]
  public static let sameSound: [(hertz: Int, ms: Int)] = [(hertz: 880, ms: 60), (hertz: 0, ms: 60), (hertz: 880, ms: 60)]
  public static let cautionHaptic: [Int] = [60, 60, 60]
  public static let noHaptic: [Int] = [250]
  public static let okHaptic: [Int] = [40]
  public static let sameHaptic: [Int] = [20]
}
