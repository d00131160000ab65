import GRDB
import CShims
enum Placeholder {}
