// The words of the language. Layout (which newlines end a line) is decided between the lexer and the parser: see
// README.md, "Changing the grammar".
lexer grammar MloLexer;

// Tokens that only the layout makes.
tokens { END }

// --- reserved words: never names, except behind a dot
AND   : 'and' ;
OR    : 'or' ;
NOT   : 'not' ;
IF    : 'if' ;
ELSE  : 'else' ;
FOR   : 'for' ;
IN    : 'in' ;
VIA   : 'via' ;
TRUE  : 'true' ;
FALSE : 'false' ;
NONE  : 'none' ;

// --- words that begin an item; names everywhere else (the layout sees to that)
USE      : 'use' ;
OPTION   : 'option' ;
LET      : 'let' ;
DATA     : 'data' ;
FN       : 'fn' ;
MODULE   : 'module' ;
ENV      : 'env' ;
PROBLEM  : 'problem' ;
U2L      : 'u2l' ;
L2U      : 'l2u' ;
VALIDATE : 'validate' ;
TEST     : 'test' ;
RUN      : 'run' ;
// ... that stands before an alias, in a `use` item
AS       : 'as' ;
// ... that ends a function's body
RETURN   : 'return' ;

// --- literals and names
NAME   : [\p{Alphabetic}_] [\p{Alphabetic}\p{Nd}\p{Mn}_]* ;
NUMBER : DIGITS ('.' DIGITS)? ([eE] [+-]? DIGITS)? ;
STRING : '"' (ESCAPE | ~["\\\r\n])* '"' ;
fragment DIGITS : [0-9] ('_'? [0-9])* ;
fragment ESCAPE : '\\' ~[\r\n] ;

// --- brackets and separators
LPAREN    : '(' ;
RPAREN    : ')' ;
LBRACKET  : '[' ;
RBRACKET  : ']' ;
LBRACE    : '{' ;
RBRACE    : '}' ;
COMMA     : ',' ;
SEMICOLON : ';' ;
COLON     : ':' ;
ASSIGN    : '=' ;
DOT       : '.' ;
ARROW     : '->' ;
FAT_ARROW : '=>' ;

// --- operators, from the tightest
CARET         : '^' ;
STAR          : '*' ;
SLASH         : '/' ;
FLOOR         : '//' ;
PERCENT       : '%' ;
AT            : '@' ;
PLUS          : '+' ;
MINUS         : '-' ;
RANGE         : '..' ;
COMPOSE       : '>>' ;
PIPE          : '|>' ;
EQUAL         : '==' ;
NOT_EQUAL     : '!=' ;
LESS          : '<' ;
LESS_EQUAL    : '<=' ;
GREATER       : '>' ;
GREATER_EQUAL : '>=' ;

// --- what other languages write: reported, each with what to write here
STAR_STAR    : '**' ;
AND_AND      : '&&' | '&' ;
OR_OR        : '||' | '|' ;
BANG         : '!' ;
AUGMENTED    : ('+' | '-' | '*' | '/' | '//' | '%' | '@' | '^' | '**' | ':') '=' ;
QUOTED       : '\'' ('\\' ~[\r\n] | ~['\\\r\n])* '\'' ;
UNTERMINATED : '"' (ESCAPE | ~["\\\r\n])* '\\'? ;

// --- layout
NEWLINE : '\n' ;
DOC     : '##' (~[#\r\n] ~[\r\n]*)? ;
COMMENT : '#' ~[\r\n]* -> skip ;
SPACE   : [ \t\r\f\u00A0]+ -> skip ;

// Anything else is reported in its turn.
ERROR : . ;
