/// The scripts of this module's migrations, by what they hold.
enum EvidenceTables {}
