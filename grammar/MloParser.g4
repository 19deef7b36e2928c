// The grammar of the language. It sees the tokens after the layout (compiler/syntax/layout.cpp): every line and item ends
// in one END, brackets are balanced, and a keyword is a keyword only where it begins an item.
parser grammar MloParser;

options { tokenVocab = MloLexer; }

file : statement* EOF ;

// Recovery from an error is by statement and by line: see compiler/syntax/recovery.cpp.
statement : item END ;

item
  : use
  | option
  | constant
  | data
  | function
  | module
  | env
  | problem
  | edge
  | measure
  | run
  ;

use     : USE (path | STRING) useList? (AS NAME)? ;
path    : NAME (DOT NAME)* ;
useList : LBRACE useName (separator useName)* separator? RBRACE ;
useName : NAME (AS NAME)? ;

option   : OPTION NAME ASSIGN expr (IN expr)? ;
constant : LET names ASSIGN expr ;
data     : DATA names ASSIGN expr ;
function : FN NAME params (ARROW type)? body ;
module   : MODULE NAME params? (ASSIGN expr | block) ;
env      : ENV NAME params? (ASSIGN expr | block) ;
problem  : PROBLEM NAME block ;
edge     : (U2L | L2U) NAME ARROW names (VIA expr)? ;
measure  : (VALIDATE | TEST) NAME? block ;
run      : RUN block ;

names  : NAME (COMMA NAME)* ;
params : LPAREN (param (COMMA param)* COMMA?)? RPAREN ;
param  : NAME (COLON type)? (ASSIGN expr)? ;
type   : NAME | LBRACKET (extent (COMMA extent)* COMMA?)? RBRACKET ;
extent : NAME | NUMBER ;

// One shape for every block: which words may stand in it is the checker's business.
// `return` ends the body of a function and stands nowhere else.
block      : LBRACE (line | returnLine)* RBRACE ;
line       : NAME (names? ASSIGN expr | params (ARROW type)? body) END ;
returnLine : RETURN expr END ;
body       : ASSIGN expr | block ;

separator : COMMA | END ;

// Alternatives stand in the order of precedence, the tightest first.
expr
  : expr DOT NAME
  | expr LPAREN (arg (COMMA arg)* COMMA?)? RPAREN
  | expr LBRACKET subscript (COMMA subscript)* COMMA? RBRACKET
  | <assoc = right> expr CARET expr
  | (MINUS | PLUS) expr
  | expr (STAR | SLASH | FLOOR | PERCENT | AT) expr
  | expr (PLUS | MINUS) expr
  | expr RANGE expr
  | expr COMPOSE expr
  | expr PIPE expr
  | expr (EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL) expr
  | NOT expr
  | expr AND expr
  | expr OR expr
  | <assoc = right> expr IF expr ELSE expr
  | (NAME | LPAREN names? COMMA? RPAREN) FAT_ARROW expr
  | NUMBER
  | STRING
  | (TRUE | FALSE)
  | NONE
  | NAME
  | LPAREN (expr (COMMA expr)* COMMA?)? RPAREN
  | LBRACKET (expr (FOR names IN expr (IF expr)? | (COMMA expr)* COMMA?))? RBRACKET
  | LBRACE (field (separator field)* separator?)? RBRACE
  ;
arg       : (NAME ASSIGN)? expr ;
subscript : expr | expr? COLON expr? (COLON expr?)? ;
field     : NAME ASSIGN expr ;
