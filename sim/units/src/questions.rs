//! What the policies of a decision are asked and what they see then: documentation that is kept as data.

use crate::ids::NodeId;
use crate::time::{Span, Time};

/// The questions that the world asks the policies of one decision.
#[derive(Clone, Copy, Debug)]
pub struct Questions {
    /// What is decided, and when it is asked.
    pub doc: &'static str,
    /// The questions, in their order.
    pub list: &'static [Question],
}

/// One question: a method of the decision's trait.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Its name.
    pub name: &'static str,
    /// What is answered.
    pub doc: &'static str,
    /// What the policy sees when it answers, by the name of the argument.
    pub seen: &'static [(&'static str, Sight)],
}

/// What a policy sees in one argument of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// One thing, in words.
    Thing(&'static str),
    /// Fields by their names, each with its meaning.
    Fields(&'static [(&'static str, &'static str)]),
}

/// A type that policies see as an argument of a question.
pub trait Seen {
    /// What it shows.
    const SIGHT: Sight;
}

impl<T: Seen + ?Sized> Seen for &T {
    const SIGHT: Sight = T::SIGHT;
}
impl<T: Seen + ?Sized> Seen for &mut T {
    const SIGHT: Sight = T::SIGHT;
}
impl<T: Seen> Seen for [T] {
    const SIGHT: Sight = T::SIGHT;
}

/// Makes types [`Seen`] as one thing, said in words.
#[macro_export]
macro_rules! seen_as {
    ($($ty:ty = $what:literal),* $(,)?) => {
        $(impl $crate::questions::Seen for $ty {
            const SIGHT: $crate::questions::Sight = $crate::questions::Sight::Thing($what);
        })*
    };
}
seen_as! { u32 = "a number", u64 = "a number", usize = "a number", Span = "a span of time", Time = "a time of the run", NodeId = "a node" }

/// Declares a struct that policies see: the doc comments of its fields are kept, and `windtunnel list views` prints
/// them.
#[macro_export]
macro_rules! view {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(<$life:lifetime>)? {
            $( $(#[doc = $doc:literal])* pub $field:ident : $ty:ty ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        pub struct $name $(<$life>)? {
            $( $(#[doc = $doc])* pub $field: $ty, )*
        }

        impl $(<$life>)? $crate::questions::Seen for $name $(<$life>)? {
            const SIGHT: $crate::questions::Sight =
                $crate::questions::Sight::Fields(&[$((stringify!($field), concat!($($doc, "\n"),*))),*]);
        }
    };
}

/// Declares the trait of a decision, and `QUESTIONS`: its methods with their doc comments and what each argument shows.
///
/// An argument's type must be [`Seen`](crate::questions::Seen), so that nothing is shown to a policy and left out of
/// `windtunnel list views`. What a policy remembers is the first argument, `memory: &mut Self::Memory`. `vet` and
/// `memory` are no questions of a run, and come last or first as they like.
#[macro_export]
macro_rules! questions {
    ($(#[doc = $doc:literal])* pub trait $name:ident { $($body:tt)* }) => {
        $crate::questions! { @each [$($doc)*] $name [] [] $($body)* }
    };
    // What is remembered.
    (@each $all:tt $name:ident [$($out:tt)*] $told:tt
        $(#[doc = $doc:literal])* type $memory:ident : $first:ident $(+ $more:ident)* ; $($rest:tt)*
    ) => {
        $crate::questions! { @each $all $name [$($out)* $(#[doc = $doc])* type $memory: $first $(+ $more)*;] $told $($rest)* }
    };
    // What is no question of a run.
    (@each $all:tt $name:ident [$($out:tt)*] $told:tt
        $(#[doc = $doc:literal])* fn memory $arguments:tt -> Self::Memory $body:block $($rest:tt)*
    ) => {
        $crate::questions! {
            @each $all $name [$($out)* $(#[doc = $doc])* fn memory $arguments -> Self::Memory $body] $told $($rest)*
        }
    };
    (@each $all:tt $name:ident [$($out:tt)*] $told:tt
        $(#[doc = $doc:literal])* fn vet $arguments:tt $body:block $($rest:tt)*
    ) => {
        $crate::questions! { @each $all $name [$($out)* $(#[doc = $doc])* fn vet $arguments $body] $told $($rest)* }
    };
    // A question, with what is remembered or without, with a usual answer or without.
    (@each $all:tt $name:ident [$($out:tt)*] [$($told:tt)*]
        $(#[doc = $doc:literal])*
        fn $ask:ident(&$me:ident, $memory:tt: &mut Self::Memory $(, $arg:tt : $ty:ty)* $(,)?) $(-> $answer:ty)?;
        $($rest:tt)*
    ) => {
        $crate::questions! {
            @each $all $name
            [$($out)* $(#[doc = $doc])* fn $ask(&$me, $memory: &mut Self::Memory $(, $arg: $ty)*) $(-> $answer)?;]
            [$($told)* { $ask [$($doc)*] [memory] [$($arg: $ty),*] }]
            $($rest)*
        }
    };
    (@each $all:tt $name:ident [$($out:tt)*] [$($told:tt)*]
        $(#[doc = $doc:literal])*
        fn $ask:ident(&$me:ident, $memory:tt: &mut Self::Memory $(, $arg:tt : $ty:ty)* $(,)?) $(-> $answer:ty)? $body:block
        $($rest:tt)*
    ) => {
        $crate::questions! {
            @each $all $name
            [$($out)* $(#[doc = $doc])* fn $ask(&$me, $memory: &mut Self::Memory $(, $arg: $ty)*) $(-> $answer)? $body]
            [$($told)* { $ask [$($doc)*] [memory] [$($arg: $ty),*] }]
            $($rest)*
        }
    };
    (@each $all:tt $name:ident [$($out:tt)*] [$($told:tt)*]
        $(#[doc = $doc:literal])* fn $ask:ident(&$me:ident $(, $arg:tt : $ty:ty)* $(,)?) $(-> $answer:ty)?; $($rest:tt)*
    ) => {
        $crate::questions! {
            @each $all $name
            [$($out)* $(#[doc = $doc])* fn $ask(&$me $(, $arg: $ty)*) $(-> $answer)?;]
            [$($told)* { $ask [$($doc)*] [] [$($arg: $ty),*] }]
            $($rest)*
        }
    };
    (@each $all:tt $name:ident [$($out:tt)*] [$($told:tt)*]
        $(#[doc = $doc:literal])*
        fn $ask:ident(&$me:ident $(, $arg:tt : $ty:ty)* $(,)?) $(-> $answer:ty)? $body:block
        $($rest:tt)*
    ) => {
        $crate::questions! {
            @each $all $name
            [$($out)* $(#[doc = $doc])* fn $ask(&$me $(, $arg: $ty)*) $(-> $answer)? $body]
            [$($told)* { $ask [$($doc)*] [] [$($arg: $ty),*] }]
            $($rest)*
        }
    };
    (@each [$($all:literal)*] $name:ident [$($out:tt)*]
        [$({ $ask:ident [$($doc:literal)*] [$($memory:ident)?] [$($arg:tt : $ty:ty),*] })*]
    ) => {
        $(#[doc = $all])*
        pub trait $name { $($out)* }

        #[doc = concat!("What [`", stringify!($name), "`] asks and shows.")]
        pub const QUESTIONS: $crate::questions::Questions = $crate::questions::Questions {
            doc: concat!($($all, "\n"),*),
            list: &[$($crate::questions::Question {
                name: stringify!($ask),
                doc: concat!($($doc, "\n"),*),
                seen: &[
                    $((stringify!($memory), $crate::questions::Sight::Thing("what the policy remembers")),)?
                    $((stringify!($arg), <$ty as $crate::questions::Seen>::SIGHT),)*
                ],
            },)*],
        };
    };
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macros make public what only these tests see")]
mod tests {
    use super::*;

    crate::view! {
        /// What a picker sees.
        #[derive(Clone, Copy)]
        pub struct View<'a> {
            /// The backlogs,
            /// by node.
            pub backlogs: &'a [u32],
        }
    }

    crate::questions! {
        /// Picks a node.
        pub trait Picker {
            /// What it remembers.
            type Memory: Clone + Default;

            /// What is remembered at the start.
            fn memory(&self) -> Self::Memory {
                Self::Memory::default()
            }
            /// The node to try.
            fn pick(&self, memory: &mut Self::Memory, view: &View, at: Time) -> usize;
            /// How many it may be.
            fn most(&self) -> u64 {
                1
            }
            /// Refuses what cannot be.
            fn vet(&self, _problems: &mut Vec<String>) {}
        }
    }

    struct Next;
    impl Picker for Next {
        type Memory = usize;
        fn pick(&self, memory: &mut usize, view: &View, _: Time) -> usize {
            *memory = (*memory + 1) % view.backlogs.len();
            *memory
        }
    }

    #[test]
    fn a_trait_tells_its_questions_and_what_each_shows() {
        let mut memory = Next.memory();
        assert_eq!(Next.pick(&mut memory, &View { backlogs: &[1, 2] }, Time::ZERO) as u64, Next.most());
        Next.vet(&mut Vec::new());
        assert_eq!(QUESTIONS.doc.trim(), "Picks a node.");
        let told: Vec<_> = QUESTIONS.list.iter().map(|q| (q.name, q.doc.trim(), q.seen)).collect();
        let pick: &[_] = &[
            ("memory", Sight::Thing("what the policy remembers")),
            ("view", Sight::Fields(&[("backlogs", " The backlogs,\n by node.\n")])),
            ("at", Sight::Thing("a time of the run")),
        ];
        assert_eq!(told, [("pick", "The node to try.", pick), ("most", "How many it may be.", &[])]);
    }
}
